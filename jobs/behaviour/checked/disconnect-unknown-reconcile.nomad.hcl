# A way to reconcile that there is not.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "service"

  group "app" {
    disconnect {
      lost_after = "1h"
      reconcile  = "sometimes"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
