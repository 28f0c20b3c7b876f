# A service that is to be launched again and again.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "service"

  periodic {
    cron = "0 3 * * *"
  }

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
