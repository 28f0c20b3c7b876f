# A task that goes on while a script is run in it for each change of the item `word` of a Nomad variable.

variable "job_id" {
  type    = string
  default = "change-script"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

# Path of the variable.
variable "path" {
  type = string
}

job "change-script" {
  id   = var.job_id
  type = "service"

  group "app" {
    task "main" {
      driver = "docker"

      config {
        image   = var.image
        command = "sleep"
        args    = ["infinity"]
      }

      template {
        data        = "{{ with nomadVar \"${var.path}\" }}{{ .word }}{{ end }}\n"
        destination = "local/word"
        change_mode = "script"
        splay       = "0s"

        change_script {
          command = "cp"
          args    = ["/local/word", "/local/copied"]
          timeout = "10s"
        }
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
