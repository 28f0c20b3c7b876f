# A service on a port that the group does not have.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    service {
      name     = "web"
      provider = "nomad"
      port     = "http"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
