# A template with a change mode that there is not.

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
        change_mode = "sometimes"
      }
    }
  }
}
