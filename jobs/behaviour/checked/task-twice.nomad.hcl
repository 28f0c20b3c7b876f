# Two tasks of one name.

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
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
