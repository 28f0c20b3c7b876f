# A service that is healthy as soon as it runs, and does nothing else.
variable "job_id" {
  type = string
}

# Another value makes another version of the job.
variable "revision" {
  type    = string
  default = "1"
}

job "steady" {
  id   = var.job_id
  name = var.job_id
  type = "service"

  group "steady" {
    update {
      min_healthy_time = "0s"
    }

    task "stay" {
      driver = "raw_exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      env {
        REVISION = var.revision
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 1
        memory = 10
      }
    }
  }
}
