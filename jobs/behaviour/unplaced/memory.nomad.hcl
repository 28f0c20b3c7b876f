# No node has that much memory.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 100000000
      }
    }
  }
}
