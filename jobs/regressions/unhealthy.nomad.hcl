# A task that listens to nobody, so that the check of its service fails.

variable "job_id" {
  type    = string
  default = "unhealthy"
}

job "unhealthy" {
  id   = var.job_id
  type = "service"

  group "app" {
    network {
      port "main" {}
    }

    restart {
      attempts = 5
      interval = "10m"
      delay    = "1s"
      mode     = "fail"
    }

    task "main" {
      driver = "exec"

      service {
        provider = "nomad"
        name     = var.job_id
        port     = "main"

        check {
          type     = "tcp"
          interval = "1s"
          timeout  = "1s"

          check_restart {
            limit = 1
            grace = "1s"
          }
        }
      }

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
