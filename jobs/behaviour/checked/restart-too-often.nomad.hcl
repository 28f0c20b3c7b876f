# More restarts than fit into the interval.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 10
      interval = "5s"
      delay    = "5s"
      mode     = "delay"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
