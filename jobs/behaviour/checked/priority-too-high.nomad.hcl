# A priority above the highest.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"
  priority = 101

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
