# An artifact that cannot be downloaded: port 1 of the node itself is closed.

variable "job_id" {
  type    = string
  default = "artifact-missing"
}

job "artifact-missing" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "main" {
      driver = "exec"

      artifact {
        source = "http://127.0.0.1:1/file"
      }

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
