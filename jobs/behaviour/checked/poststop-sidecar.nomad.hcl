# A poststop task that is to outlive the group it ends.

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

    task "after" {
      driver = "exec"

      config {
        command = "true"
      }

      lifecycle {
        hook    = "poststop"
        sidecar = true
      }
    }
  }
}
