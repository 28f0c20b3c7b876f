# A task that mounts a volume its group does not ask for.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      volume_mount {
        volume      = "data"
        destination = "/data"
      }
    }
  }
}
