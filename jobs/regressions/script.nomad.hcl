# A task that does what `script` says.

variable "job_id" {
  type    = string
  default = "script"
}

variable "type" {
  type    = string
  default = "service"
}

variable "script" {
  type    = string
  default = "exec sleep infinity"
}

# Attempts, delay and mode of the group's restarts.
variable "attempts" {
  type    = number
  default = 0
}

variable "delay" {
  type    = string
  default = "1s"
}

variable "mode" {
  type    = string
  default = "fail"
}

job "script" {
  id   = var.job_id
  type = var.type

  group "app" {
    restart {
      attempts = var.attempts
      interval = "10m"
      delay    = var.delay
      mode     = var.mode
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", var.script]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
