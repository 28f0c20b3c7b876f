# main writes a log, the sidecar ships every line of it once, also after a restart of its own.
# main goes on after half of its lines when somebody writes to the pipe "gate":
#   nomad alloc exec -task main <alloc> sh -c 'mkfifo alloc/gate; echo go > alloc/gate'

variable "job_id" {
  type    = string
  default = "log-shipper"
}

variable "collector" {
  type = string
}

job "log-shipper" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 1
      delay    = "1s"
      mode     = "fail"
    }

    task "shipper" {
      lifecycle {
        hook    = "prestart"
        sidecar = true
      }

      driver = "exec"

      config {
        command = "sh"
        args    = ["${NOMAD_TASK_DIR}/ship.sh"]
      }

      template {
        destination = "local/ship.sh"
        data        = <<-SCRIPT
          log="$NOMAD_ALLOC_DIR/data/app.log"
          mark="$NOMAD_ALLOC_DIR/data/shipped"
          touch "$log"
          shipped=$(cat "$mark" 2>/dev/null || echo 0)

          ship() {
            total=$(wc -l < "$log")
            [ "$total" -gt "$shipped" ] || return 0
            sed -n "$((shipped + 1)),$${total}p" "$log" | curl --fail --silent --data-binary @- "$COLLECTOR" || return 0
            shipped=$total
            echo "$shipped" > "$mark"
          }

          # Rarely: what main writes last is left for the end.
          trap 'stopping=1' TERM
          while [ -z "$stopping" ]; do
            ship
            sleep 10 &
            wait $!
          done
          ship
        SCRIPT
      }

      env {
        COLLECTOR = var.collector
      }

      kill_signal  = "SIGTERM"
      kill_timeout = "10s"

      resources {
        cpu    = 20
        memory = 64
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["${NOMAD_TASK_DIR}/main.sh"]
      }

      template {
        destination = "local/main.sh"
        data        = <<-SCRIPT
          gate="$NOMAD_ALLOC_DIR/gate"
          lines() { for number in $(seq "$1" "$2"); do echo "line $number"; done >> "$NOMAD_ALLOC_DIR/data/app.log"; }
          mkfifo "$gate" 2>/dev/null
          lines 1 50
          read -r _ < "$gate"
          lines 51 100
        SCRIPT
      }

      resources {
        cpu    = 20
        memory = 64
      }
    }
  }
}
