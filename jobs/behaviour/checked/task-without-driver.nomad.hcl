# A task without a driver.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      config {
        command = "true"
      }
    }
  }
}
