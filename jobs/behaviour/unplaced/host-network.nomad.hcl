# No node has this host network.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    network {
      port "http" {
        host_network = "no-such-network"
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
