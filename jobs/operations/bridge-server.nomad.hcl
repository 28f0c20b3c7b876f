# Two HTTP servers in a network of their own, whose ports "fixed" and "free" of the node lead to unless mapped is false.

variable "job_id" {
  type    = string
  default = "bridge-server"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

variable "mapped" {
  type    = bool
  default = true
}

job "bridge-server" {
  id   = var.job_id
  type = "service"

  group "server" {
    network {
      mode = "bridge"

      dynamic "port" {
        for_each = var.mapped ? { fixed = 18765 } : {}
        labels   = [port.key]
        content {
          static = port.value
          to     = 8080
        }
      }

      dynamic "port" {
        for_each = var.mapped ? { free = 8081 } : {}
        labels   = [port.key]
        content {
          to = port.value
        }
      }
    }

    task "httpd" {
      driver = "docker"

      config {
        image   = var.image
        command = "sh"
        args = ["-c", <<-SCRIPT
          for port in 8080 8081; do
            mkdir -p "/tmp/$port" && echo "port $port" > "/tmp/$port/index.html"
            httpd -p "$port" -h "/tmp/$port" || exit
          done
          echo listening
          exec sleep infinity
        SCRIPT
        ]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
