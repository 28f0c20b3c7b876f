# A task that prints the item `word` of a Nomad variable, which it is restarted for when it changes.

variable "job_id" {
  type    = string
  default = "variable"
}

variable "type" {
  type    = string
  default = "service"
}

# Path of the variable.
variable "path" {
  type = string
}

variable "script" {
  type    = string
  default = "cat local/word; exec sleep infinity"
}

job "variable" {
  id   = var.job_id
  type = var.type

  group "app" {
    network {
      port "main" {}
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", var.script]
      }

      template {
        data        = "{{ with nomadVar \"${var.path}\" }}{{ .word }}{{ end }}\n"
        destination = "local/word"
        change_mode = "restart"
        splay       = "0s"
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
