# A docker task that keeps running until it is stopped.

variable "job_id" {
  type    = string
  default = "idle"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

job "idle" {
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

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
