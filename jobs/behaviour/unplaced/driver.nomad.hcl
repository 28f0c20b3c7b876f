# No node has this driver.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
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
