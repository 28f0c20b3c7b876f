# A restart mode that there is not.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 1
      mode     = "sometimes"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
