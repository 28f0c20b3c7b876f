# A number of reschedulings without the time that it holds for.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    reschedule {
      attempts  = 3
      interval  = "0s"
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
