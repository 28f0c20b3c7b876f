# A task that cannot be started: its command does not exist.

variable "job_id" {
  type    = string
  default = "unstartable"
}

variable "driver" {
  type    = string
  default = "exec"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

job "unstartable" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 0
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
        command = "/no/such/command"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
