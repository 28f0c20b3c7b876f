# A service that ignores SIGTERM: Nomad kills it five seconds later.

variable "job_id" {
  type    = string
  default = "deaf"
}

job "deaf" {
  id   = var.job_id
  type = "service"

  group "app" {
    # A drain waits for the health of what it moves; that is not the wait in question.
    update {
      min_healthy_time = "0s"
    }

    migrate {
      min_healthy_time = "0s"
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "trap '' TERM; while :; do sleep 1; done"]
      }

      kill_signal  = "SIGTERM"
      kill_timeout = "5s"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
