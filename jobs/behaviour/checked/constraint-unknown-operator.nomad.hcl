# A constraint with an operator that there is not.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    constraint {
      attribute = "${attr.kernel.name}"
      operator  = "resembles"
      value     = "linux"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
