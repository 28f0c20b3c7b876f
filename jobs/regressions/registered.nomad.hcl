# Allocations of a group with a service.

variable "job_id" {
  type    = string
  default = "registered"
}

# Name of the service.
variable "service" {
  type    = string
  default = "registered"
}

variable "count" {
  type    = number
  default = 3
}

job "registered" {
  id   = var.job_id
  type = "service"

  group "app" {
    count = var.count

    network {
      port "main" {}
    }

    service {
      provider = "nomad"
      name     = var.service
      port     = "main"
    }

    task "main" {
      driver = "exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
