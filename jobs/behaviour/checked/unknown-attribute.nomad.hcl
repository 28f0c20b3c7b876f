# An attribute that no group has.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    colour = "green"

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
