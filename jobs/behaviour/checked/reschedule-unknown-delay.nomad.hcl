# A delay function that there is not.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    reschedule {
      delay          = "10s"
      delay_function = "sometimes"
      unlimited      = true
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
