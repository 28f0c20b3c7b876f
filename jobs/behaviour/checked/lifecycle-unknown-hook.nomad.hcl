# A hook that there is not.

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
        hook    = "prestop"
        sidecar = false
      }
    }

    task "other" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
