# A driver that no client has: the servers know nothing of drivers, so it is a matter of placement.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "no-such-driver"

      config {
        command = "true"
      }
    }
  }
}
