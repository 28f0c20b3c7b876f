# A lifecycle block that does not say when the task is to run.

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

      lifecycle {
        sidecar = false
      }
    }
  }
}
