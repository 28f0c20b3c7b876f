# A template whose file would be outside of the task.

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
        destination = "../../../file"
      }
    }
  }
}
