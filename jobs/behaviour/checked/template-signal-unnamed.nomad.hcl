# A template that sends a signal and does not say which.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      template {
        data        = "text"
        destination = "local/file"
        change_mode = "signal"
      }
    }
  }
}
