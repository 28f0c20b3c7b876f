# A limit of memory below what is reserved.

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

      resources {
        cpu        = 20
        memory     = 64
        memory_max = 32
      }
    }
  }
}
