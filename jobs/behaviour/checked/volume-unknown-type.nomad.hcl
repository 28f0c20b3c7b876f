# A volume of a type that there is not.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    volume "data" {
      type   = "tape"
      source = "any"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
