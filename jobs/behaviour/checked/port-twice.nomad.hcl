# Two ports of one number.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    network {
      port "http" {
        static = 8080
      }

      port "admin" {
        static = 8080
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
