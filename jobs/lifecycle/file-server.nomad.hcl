# An HTTP server that holds its file back: GET /cgi-bin/held answers when somebody writes to the pipe "gate".
#   nomad alloc exec <alloc> sh -c 'mkfifo alloc/gate; echo go > alloc/gate'

variable "job_id" {
  type    = string
  default = "file-server"
}

job "file-server" {
  id   = var.job_id
  type = "service"

  group "server" {
    network {
      port "http" {}
    }

    task "httpd" {
      driver = "exec"

      config {
        command = "busybox"
        args    = ["httpd", "-f", "-p", "${NOMAD_ADDR_http}", "-h", "${NOMAD_TASK_DIR}/www"]
      }

      template {
        destination = "local/www/cgi-bin/held"
        perms       = "0755"
        data        = <<-SCRIPT
          #!/bin/sh
          mkfifo "$NOMAD_ALLOC_DIR/gate" 2>/dev/null
          read -r _ < "$NOMAD_ALLOC_DIR/gate"
          printf 'Content-Type: text/plain\r\n\r\n'
          cat "$NOMAD_TASK_DIR/www/script.sh"
        SCRIPT
      }

      template {
        destination = "local/www/script.sh"
        data        = <<-SCRIPT
          #!/bin/sh
          echo "downloaded by init, read by main"
        SCRIPT
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
