# The node half of the hostpath CSI driver, on every client: stages and publishes volumes.
variable "job_id" {
  type = string
}

variable "plugin_id" {
  type = string
}

variable "image" {
  type = string
}

# Defaults that a driver profile may replace (fixtures/profiles). Nomad fills in the node's name when the task starts.
variable "args" {
  type = list(string)
  default = [
    "--endpoint", "unix:///csi/csi.sock",
    "--node-id", "$${node.unique.name}",
    "--driver-name", "hostpath.csi.nomad-e2e",
    "--shared", "/shared",
    "--mode", "node",
  ]
}

variable "env" {
  type    = map(string)
  default = {}
}

variable "files" {
  type    = map(string)
  default = {}
}

variable "volumes" {
  type    = list(string)
  default = ["/srv/csi-shared:/shared"]
}

# SYS_ADMIN is what a bind mount needs; the whole of `privileged` is not.
variable "cap_add" {
  type    = list(string)
  default = ["SYS_ADMIN"]
}

variable "privileged" {
  type    = bool
  default = false
}

# Names of files in the nodes' /dev that it may open. Nomad shows it all of /dev, and the right to open them is another matter.
variable "devices" {
  type    = list(string)
  default = []
}

variable "memory" {
  type    = number
  default = 96
}

job "csi-plugin-node" {
  id   = var.job_id
  name = var.job_id
  type = "system"

  group "node" {
    task "driver" {
      driver = "docker"

      config {
        image        = var.image
        args         = var.args
        cap_add      = var.cap_add
        privileged   = var.privileged
        volumes      = var.volumes
        devices      = [for name in var.devices : { host_path = "/dev/${name}" }]
        security_opt = ["seccomp=unconfined", "apparmor=unconfined"]
      }

      env = var.env

      dynamic "template" {
        for_each = var.files

        content {
          destination = "local/${template.key}"
          data        = template.value
        }
      }

      csi_plugin {
        id        = var.plugin_id
        type      = "node"
        mount_dir = "/csi"
      }

      # Its share of a busy node, where it has to answer within a second of its start.
      resources {
        cpu    = 500
        memory = var.memory
      }
    }
  }
}
