# Rescheduling for a batch job that runs on every node anyhow.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "sysbatch"

  group "app" {
    reschedule {
      attempts  = 1
      interval  = "1h"
      unlimited = false
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
