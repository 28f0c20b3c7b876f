# main runs one line of shell, which decides how it ends; a failure is tried once more, a second later.

variable "job_id" {
  type    = string
  default = "ending"
}

variable "script" {
  type    = string
  default = "exit 3"
}

variable "driver" {
  type    = string
  default = "exec"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

variable "attempts" {
  type    = number
  default = 0
}

job "ending" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = var.attempts
      interval = "5m"
      delay    = "1s"
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "main" {
      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "sh"
        args    = ["-c", var.script]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
