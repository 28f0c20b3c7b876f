# No node has that many cores.

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
        cores  = 100000
        memory = 32
      }
    }
  }
}
