# A check that does not say how often.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    network {
      port "http" {}
    }

    service {
      name     = "web"
      provider = "nomad"
      port     = "http"

      check {
        type    = "tcp"
        timeout = "1s"
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
