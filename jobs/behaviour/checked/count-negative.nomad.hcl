# Fewer allocations than none.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    count = -1

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
