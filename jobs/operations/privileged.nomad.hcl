# Mounts a file system and uses a device of its own making in it, which only a privileged task may.

variable "job_id" {
  type    = string
  default = "privileged"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

job "privileged" {
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

    task "mount" {
      driver = "docker"

      config {
        image      = var.image
        privileged = true
        command    = "sh"
        args       = ["-c", "mount -t tmpfs none /tmp && mknod /tmp/null c 1 3 && echo gone > /tmp/null && echo mounted"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
