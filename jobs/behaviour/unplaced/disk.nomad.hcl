# No node has that much disk.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    ephemeral_disk {
      size = 1000000000
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
