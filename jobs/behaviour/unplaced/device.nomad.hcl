# No node has this device.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32

        device "acme/anvil" {}
      }
    }
  }
}
