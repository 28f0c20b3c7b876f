# A service whose poststart task is done long before min_healthy_time has passed.

variable "job_id" {
  type    = string
  default = "poststart-service"
}

job "poststart-service" {
  id   = var.job_id
  type = "service"

  update {
    min_healthy_time  = "3s"
    healthy_deadline  = "15s"
    progress_deadline = "20s"
  }

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
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

    task "register" {
      lifecycle {
        hook    = "poststart"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
