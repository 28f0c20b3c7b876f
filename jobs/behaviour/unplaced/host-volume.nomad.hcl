# No node has this host volume.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    volume "data" {
      type   = "host"
      source = "no-such-volume"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
