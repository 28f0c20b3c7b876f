# A port label with a blank.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    network {
      port "http port" {}
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
