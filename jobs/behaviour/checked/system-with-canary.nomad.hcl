# A canary for a job that runs on every node.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "system"

  group "app" {
    update {
      canary = 1
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
