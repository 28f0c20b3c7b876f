# A service with an update block, which handles SIGUSR1 and goes on; another `word` makes another version of it.

variable "job_id" {
  type    = string
  default = "service"
}

variable "word" {
  type    = string
  default = "first"
}

job "service" {
  id   = var.job_id
  type = "service"

  group "app" {
    update {
      min_healthy_time = "0s"
      healthy_deadline = "30s"
    }

    network {
      port "http" {}
    }

    service {
      name     = "behaviour"
      provider = "nomad"
      port     = "http"
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "trap 'exit 0' TERM; trap : USR1; while :; do sleep 0.1; done"]
      }

      kill_signal = "SIGTERM"

      env {
        WORD = var.word
      }

      template {
        data        = "port {{ env \"NOMAD_PORT_http\" }}"
        destination = "local/port"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
