# Logs that do not fit into the disk of the group.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    ephemeral_disk {
      size = 20
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      logs {
        max_files     = 10
        max_file_size = 10
      }
    }
  }
}
